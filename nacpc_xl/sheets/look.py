"""How cells look. Every pair of fill and font has a contrast of at least 4.5:1, and differs in grey too."""

from typing import Any

FONT = {"font_name": "Arial", "font_size": 9.5, "valign": "top"}
"""At 9.5 points a row that is fitted on the screen is not cut in print; at 10, its last line may be."""
_EDGE = {"border": 1, "border_color": "#A6A6A6"}

TITLE = {"font_name": "Arial", "font_size": 16, "bold": True, "font_color": "#1F3864"}
PURPOSE = {"font_name": "Arial", "font_size": 11, "font_color": "#404040"}
LINE = {"font_name": "Arial", "font_size": 9.5, "bold": True, "font_color": "#404040"}

NOTES: dict[str, dict[str, Any]] = {
    "text": FONT,
    "heading": {"font_name": "Arial", "font_size": 12, "bold": True, "font_color": "#1F3864", "valign": "bottom"},
    "warning": FONT | {"bold": True, "font_color": "#8A1C1C"},
    "ready": {"font_name": "Arial", "font_size": 14, "bold": True, "font_color": "#1F3864", "valign": "bottom"},
}

NOTES_SET_OFF = ("heading", "ready")
"""The notes with room above them."""

HEADING_GIVEN = FONT | _EDGE | {"bold": True, "bg_color": "#D9D9D9", "font_color": "#000000", "text_wrap": True}
HEADING_TO_FILL_IN = FONT | _EDGE | {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "text_wrap": True}
GIVEN = FONT | _EDGE | {"bg_color": "#F2F2F2", "font_color": "#000000"}
TO_FILL_IN = FONT | _EDGE | {"bg_color": "#FFFDF2", "font_color": "#000000", "locked": False}
PLAIN = FONT | _EDGE | {"font_color": "#000000"}
LINK = PLAIN | {"font_color": "#0B5394", "underline": 1}
HELP = FONT | {"font_color": "#404040", "italic": True}
PRIVATE = {"bg_color": "#8A1C1C", "font_color": "#FFFFFF"}
MISSING = {"bg_color": "#F7B7DC", "font_color": "#000000"}

BY_COLOUR = {
    "Blue": {"bg_color": "#BDD7EE", "font_color": "#000000"},
    "Green": {"bg_color": "#C6E0B4", "font_color": "#000000"},
    "Amber": {"bg_color": "#FFE699", "font_color": "#000000"},
    "Red": {"bg_color": "#C00000", "font_color": "#FFFFFF"},
    "Grey": {"bg_color": "#D9D9D9", "font_color": "#000000"},
    "No colour": {"bg_color": "#FFFFFF", "font_color": "#000000"},
}
"""How a status cell looks, by the colour that the status is called after."""

CHART_COLOURS = {
    "Complete": "#2E75B6",
    "On track": "#70AD47",
    "At risk": "#FFC000",
    "Off track": "#C00000",
    "Not started": "#A6A6A6",
    "Not stated": "#7030A0",
    "No return": "#FFFFFF",
}
"""The fill of each standing in a chart; every chart stands beside a table of the same figures."""
