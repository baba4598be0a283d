"""A job's own page in the admin: to be read."""

from tests.access.rows import Rows


def test_a_job_is_shown_in_words_and_offers_nothing_to_save(client_for, workspace, owner):
    job = Rows(workspace, owner)["runtime.Job"]

    page = client_for("owner").get(f"/admin/runtime/job/{job.pk}/change/").content.decode()

    assert "(&#x27;waiting&#x27;" not in page
    assert 'name="_save"' not in page
    assert 'name="_continue"' not in page
