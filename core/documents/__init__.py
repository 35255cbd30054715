"""Documents that staff take to the council: a paper to write on from top to bottom, whatever room it comes from."""
