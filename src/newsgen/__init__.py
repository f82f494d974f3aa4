"""A static generator for news archives, in which one more article costs the same however many there are."""

__version__ = "0.1.0"
__all__ = ["__version__"]
