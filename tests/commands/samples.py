"""Logs made up for the tests."""

from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
GARDEN = SAMPLES / "2021-03-14.garden.txt"
PLAY = SAMPLES / "2021-03-15.play.txt"
SHOP = SAMPLES / "shop.tsv"
