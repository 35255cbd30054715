"""The pages' own chart as a picture for a document, drawn the same on every machine."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from core.charts import IntervalChart

FONTS = Path(__file__).parent / "fonts"
# The family's name; of it we bring the condensed widths.
FONT = "DejaVu Sans"
WIDTH = 620
# Pixels of the picture to one of the drawing: sharp in print at the width of a page.
ZOOM = 3

# A page's chart takes its colours from custom properties, which only browsers know; these are the light ones.
STYLE = """
text { font-family: 'DejaVu Sans'; font-size: 14px; fill: #55605b; }
.value { fill: #1c2321; font-weight: 700; font-size: 16px; paint-order: stroke; stroke: #fff; stroke-width: 4px; }
.grid { stroke: #d9ddd4; }
.break { stroke: #6d7872; stroke-dasharray: 2 4; }
.trend, .interval, .versus, .target { fill: none; stroke: #1f5136; stroke-width: 2; }
.interval { stroke: #5c8a70; }
.versus { stroke: #0b5a7d; stroke-dasharray: 5 4; }
.level { stroke-width: 4; stroke-dasharray: none; }
.target { stroke: #8a5a00; stroke-dasharray: 8 4; }
.dot { fill: #1f5136; stroke: #fff; stroke-width: 2; }
"""


def drawing(chart: IntervalChart, caption: str, break_label: str) -> str:
    """The chart as an SVG document of its own."""
    macro = current_app.jinja_env.get_template("ui/charts.html").make_module().interval_plot  # type: ignore[attr-defined]
    svg = str(macro(chart, caption, break_label=break_label))
    size = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}"'
    return svg.replace('<svg class="plot" width="100%"', f'{size} class="plot"', 1)


def picture(svg: str) -> bytes:
    """The drawing as PNG on white, with our own font whatever fonts the machine has."""
    # Loading the renderer takes its time, and only whoever makes a document needs it.
    import resvg_py

    png: bytes = resvg_py.svg_to_bytes(
        svg_string=svg,
        background="#ffffff",
        style_sheet=STYLE,
        zoom=ZOOM,
        skip_system_fonts=True,
        font_dirs=[str(FONTS)],
        font_family=FONT,
        sans_serif_family=FONT,
    )
    return bytes(png)
