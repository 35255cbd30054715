"""The delårsrapport: the målbild in one period, for one nämnd or all, to read on a page, in Word and as rows."""
