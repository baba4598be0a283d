"""Where Django learns of the composition root: its commands, templates and translations."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    """Settings, addresses and the admin site."""

    name = "flowbuilder.config"
    label = "config"
    verbose_name = _("Settings")


class FlowbuilderAdminConfig(AdminConfig):
    """Makes our site the one that `admin.register` registers with."""

    default_site = "flowbuilder.config.admin_site.FlowbuilderSite"
