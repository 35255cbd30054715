"""Oro och trygghet: words that somebody should read soon, kept out of ordinary view, open to one role alone."""
