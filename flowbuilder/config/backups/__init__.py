"""Backups: one file that holds all an installation needs to begin again, and the way back.

`archive.py` writes and checks the file, `databases.py` knows SQLite from PostgreSQL,
`restoring.py` puts a checked archive in place. The commands are `manage.py backup` and `restore`.
"""
