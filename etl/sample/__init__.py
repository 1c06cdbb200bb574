"""The sample catalogue: well-known films in The Movies Dataset's layout (README.md beside this)."""

from pathlib import Path

SAMPLE_FOLDER = Path(__file__).parent
