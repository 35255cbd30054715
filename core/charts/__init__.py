"""Turns values into places in a drawing, so that templates draw charts without doing arithmetic.

Across, a drawing is measured in percent of its width and down in pixels: a chart then fills any column while its
text keeps the size people chose, at 320 px as in print. Nothing here knows what a figure means or how it is written.
"""

from core.charts.bar_charts import Bar, BarChart, bars
from core.charts.opinion_map import Area, OpinionMap, Region, opinion_map
from core.charts.over_time import Gap, IntervalChart, Line, Mark, Tick, interval_chart
from core.charts.priority import PriorityChart, Spot, priority_chart
from core.charts.scales import LinearScale, nice_ticks
from core.charts.sparklines import Sparkline, sparkline
from core.charts.stacked import DivergingChart, DivergingRow, Segment, diverging

__all__ = [
    "Area",
    "Bar",
    "BarChart",
    "DivergingChart",
    "DivergingRow",
    "Gap",
    "IntervalChart",
    "Line",
    "LinearScale",
    "Mark",
    "OpinionMap",
    "PriorityChart",
    "Region",
    "Segment",
    "Sparkline",
    "Spot",
    "Tick",
    "bars",
    "diverging",
    "interval_chart",
    "nice_ticks",
    "opinion_map",
    "priority_chart",
    "sparkline",
]
