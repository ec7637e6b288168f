"""Radicale (CalDAV), with its collections in a folder of its own."""
import tempfile

from radicale import Application, config

settings = config.load()
settings.update(
    {"storage": {"filesystem_folder": tempfile.mkdtemp()}, "auth": {"type": "none"}, "web": {"type": "internal"}}, "here"
)
application = Application(settings)
