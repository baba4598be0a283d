"""Ways a visitor can reach us, one app each. Not itself an app: "channels" is django-channels."""
