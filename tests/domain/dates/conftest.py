"""Properties are judged by their truth, not by the time that a busy machine takes for the first example."""

from hypothesis import settings

settings.register_profile("dates", deadline=None)
settings.load_profile("dates")
