"""What those who took part get back: an answer to an inspel, or where it was sent on to."""
