"""The arithmetic that more than one room needs: intervals, tests, rounding and the rule of small groups (pure)."""
