"""The bilan as an Excel workbook, with its charts."""

from __future__ import annotations

import datetime
import io

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from bilans.charts import palette
from bilans.outputs import facts
from bilans.outputs.bilan_sheets import bilan_sheets
from bilans.outputs.sheets import Amount, Cell, Grid, Missing, Plot, Sheet, clean
from bilans.outputs.zips import frozen
from bilans.typography import UNITS_WITH_THE_NUMBER
from imports.reading.formulas import neutralised

A4 = 9
HEADER_ROW_HEIGHT = 32
PLOT_ROWS = 18
"""Rows that a chart takes under the tables."""
PLOT_SIZE = {"width": 760, "height": 340}
COLOURS = (palette.BLUE, "#8585f6", palette.TARGET)


def as_xlsx(bilan: dict) -> bytes:
    """The workbook of `bilan`; the same document gives the same bytes."""
    day = facts.document_date(bilan)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        workbook.set_properties(
            {
                "title": facts.title(bilan),
                "subject": facts.edition_words(bilan),
                "comments": f"{facts.days_words(bilan)} {facts.LICENCE}.",
                "created": datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC),
            }
        )
        writer = _Writer(workbook)
        for sheet in bilan_sheets(bilan):
            writer.write(sheet)
    return frozen(out.getvalue(), day)


class _Writer:
    def __init__(self, workbook: xlsxwriter.Workbook):
        self.workbook = workbook
        self.formats: dict[tuple, xlsxwriter.format.Format] = {}

    def write(self, sheet: Sheet) -> None:
        worksheet = self.workbook.add_worksheet(sheet.name)
        worksheet.hide_gridlines(2)
        worksheet.set_landscape()
        worksheet.set_paper(A4)
        worksheet.fit_to_pages(1, 0)
        for place, width in enumerate(sheet.widths()):
            worksheet.set_column(place, place, width)
        worksheet.write_string(0, 0, sheet.title, self._format(bold=True, font_size=16, font_color=palette.BLUE))
        if sheet.note:
            worksheet.write_string(1, 0, sheet.note, self._format(font_color=palette.MENTION))
        for grid, row in zip(sheet.grids, sheet.places, strict=True):
            self._grid(worksheet, grid, row)
        # Of several tables, the headers of the first must not stay above the others.
        worksheet.freeze_panes(sheet.places[0] + 1 if len(sheet.grids) == 1 else 1, 1)
        if len(sheet.grids) == 1 and sheet.grids[0].rows:
            last = sheet.places[0] + len(sheet.grids[0].rows), len(sheet.grids[0].columns) - 1
            worksheet.autofilter(sheet.places[0], 0, *last)
        worksheet.repeat_rows(sheet.places[0])
        for rank, plot in enumerate(sheet.plots):
            self._plot(worksheet, sheet, plot, sheet.length + 1 + rank * PLOT_ROWS)

    def _grid(self, worksheet, grid: Grid, row: int) -> None:
        if grid.title:
            worksheet.write_string(row - 1, 0, grid.title, self._format(bold=True, font_size=12))
        header = {"bold": True, "text_wrap": True, "bottom": 2, "bottom_color": palette.BLUE, "bg_color": "#f5f5fe"}
        worksheet.set_row(row, HEADER_ROW_HEIGHT)
        for place, text in enumerate(grid.columns):
            is_number = any(isinstance(line[place], Amount) for line in grid.rows)
            align = {"align": "right" if is_number else "left", "valign": "bottom"}
            worksheet.write_string(row, place, clean(neutralised(text)), self._format(**header, **align))
        for rank, line in enumerate(grid.rows):
            for place, cell in enumerate(line):
                self._cell(worksheet, row + 1 + rank, place, cell, rank in grid.totals)

    def _cell(self, worksheet, row: int, place: int, cell: Cell, is_total: bool) -> None:
        look = {"valign": "top", "bottom": 1, "bottom_color": "#dddddd"}
        look |= {"bold": True, "bg_color": "#f5f5fe"} if is_total else {}
        if isinstance(cell, Amount):
            worksheet.write_number(row, place, cell.value, self._format(**look, num_format=_number_format(cell)))
        elif isinstance(cell, Missing):
            missing = {"italic": True, "font_color": palette.MENTION, "align": "right"}
            worksheet.write_string(row, place, clean(neutralised(cell.reason)), self._format(**look, **missing))
        elif isinstance(cell, datetime.date):
            day = {"num_format": "dd/mm/yyyy", "align": "left"}
            worksheet.write_datetime(row, place, cell, self._format(**look, **day))
        else:
            worksheet.write_string(row, place, clean(neutralised(cell)), self._format(**look, text_wrap=True))

    def _plot(self, worksheet, sheet: Sheet, plot: Plot, row: int) -> None:
        top, grid = sheet.places[0] + 1, sheet.grids[0]
        chart = self.workbook.add_chart({"type": plot.kind})
        if plot.kind == "column":
            for rank, colour in zip(plot.rows, COLOURS * len(plot.rows), strict=False):
                chart.add_series(
                    {
                        "name": [sheet.name, top + rank, plot.names],
                        "categories": [sheet.name, top - 1, plot.columns[0], top - 1, plot.columns[-1]],
                        "values": [sheet.name, top + rank, plot.columns[0], top + rank, plot.columns[-1]],
                        "fill": {"color": colour},
                        "data_labels": {"value": True},
                    }
                )
            chart.set_legend({"position": "bottom"})
        else:
            # Rows without a number are left out one by one: a text would be drawn as a 0.
            chart.add_series(
                {
                    "name": grid.columns[plot.columns[0]],
                    "categories": _union(sheet.name, [top + rank for rank in plot.rows], plot.names),
                    "values": _union(sheet.name, [top + rank for rank in plot.rows], plot.columns[0]),
                    "fill": {"color": palette.BLUE},
                    "data_labels": {"value": True},
                }
            )
            chart.set_legend({"none": True})
            chart.set_y_axis({"reverse": True})
        chart.set_title({"name": plot.title, "name_font": {"size": 12}})
        chart.set_size(PLOT_SIZE)
        worksheet.insert_chart(row, 0, chart, {"description": plot.title})

    def _format(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({"font_name": "Arial", "font_size": 10} | properties)
        return self.formats[key]


def _union(name: str, rows: list[int], column: int) -> str:
    """The cells of one column in these rows, neighbours together: « =('A'!$B$2:$B$4,'A'!$B$7) »."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    areas = [f"'{name}'!{xl_range_abs(first, column, last, column)}" for first, last in runs]
    return f"=({','.join(areas)})" if areas[1:] else f"={areas[0]}"


def _number_format(cell: Amount) -> str:
    """A number as French prints it: Excel puts in the separators of its reader's language."""
    decimals = f".{'0' * cell.decimals}" if cell.decimals else ""
    suffix = UNITS_WITH_THE_NUMBER.get(cell.unit, "")
    return f"#,##0{decimals}" + (f'"{suffix}"' if suffix else "")
