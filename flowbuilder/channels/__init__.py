"""Ways a visitor can reach us: one app per channel. Not itself an app ("channels" is django-channels)."""
