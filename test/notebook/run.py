"""Runs notebooks in real Jupyter kernels, some at a time.

Standard input: a JSON list of {"notebook": …} (nbformat). Standard output: a JSON list with, for each notebook, a list of
its code cells as {"id", "text", "images", "error"}: what was printed, how many images were shown, the error's traceback.
"""
import asyncio
import json
import sys

import nbformat
from nbclient import NotebookClient

AT_ONCE = 2


async def run(job, slots):
    async with slots:
        notebook = nbformat.reads(json.dumps(job["notebook"]), as_version=4)
        nbformat.validate(notebook)
        await NotebookClient(notebook, timeout=60, allow_errors=True).async_execute()
        nbformat.validate(notebook)
        return [cell_result(cell) for cell in notebook.cells if cell.cell_type == "code"]


def cell_result(cell):
    text, images, error = "", 0, None
    for output in cell.outputs:
        if output.output_type == "stream":
            text += output.text
        elif output.output_type == "error":
            error = "\n".join(output.traceback) or output.ename
        else:
            images += any(kind.startswith("image/") for kind in output.data)
    return {"id": cell.id, "text": text, "images": images, "error": error}


async def main():
    slots = asyncio.Semaphore(AT_ONCE)
    print(json.dumps(await asyncio.gather(*(run(job, slots) for job in json.load(sys.stdin)))))


asyncio.run(main())
