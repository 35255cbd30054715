"""Reading inspel before or after others see them, telling their authors, and hearing those who object."""
