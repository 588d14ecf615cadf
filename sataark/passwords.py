"""What a password must be: long, not common, not of digits alone, not one's own name."""

_OF_DJANGO = "django.contrib.auth.password_validation."
OWN_WORDS = ("service_number", "name")

VALIDATORS = [
    {"NAME": f"{_OF_DJANGO}MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_OF_DJANGO}CommonPasswordValidator"},
    {"NAME": f"{_OF_DJANGO}NumericPasswordValidator"},
    {
        "NAME": f"{_OF_DJANGO}UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": OWN_WORDS},
    },
]
