"""What a page loads for an entry, from Vite's manifest."""

import json

import pytest

from flowbuilder.config import frontend


@pytest.fixture
def built(tmp_path, settings):
    """Makes a build: `built({...manifest...})`."""

    def write(manifest):
        folder = tmp_path / "app"
        folder.mkdir(exist_ok=True)
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        settings.FRONTEND_DIST = tmp_path

    settings.FRONTEND_DIST = tmp_path
    return write


def test_shared_styles_come_before_the_entrys_own(built):
    built(
        {
            "src/editor/main.tsx": {
                "file": "assets/editor-1.js",
                "css": ["assets/editor.css"],
                "imports": ["_base.js"],
            },
            "_base.js": {"file": "assets/base.js", "css": ["assets/base.css"]},
        }
    )

    tags = frontend.frontend_entry("editor")

    assert tags.index("base.css") < tags.index("assets/editor.css")
    assert '<script type="module" src="/static/frontend/app/assets/editor-1.js">' in tags


def test_a_missing_build_says_what_to_do(built):
    with pytest.raises(frontend.FrontendNotBuilt, match="make install"):
        frontend.frontend_entry("editor")


def test_a_missing_entry_says_what_to_do(built):
    built({})

    with pytest.raises(frontend.FrontendNotBuilt, match="make install"):
        frontend.frontend_entry("inbox")
