"""Every setting, with its unit and its reason. The only place that reads the environment.

A setting comes, strongest first, from the command line, from DOCTORED_* in the environment
(DOCTORED_LIMITS__WALL_SECONDS=60), from `settings.toml` in the workspace, else from the default here.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from pipeline.errors import UsageError


class Limits(BaseModel):
    """What one hostile file may cost before it is given up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wall_seconds: float = Field(120, gt=0, description="wall time for decoding one file or reading one page")
    cpu_seconds: int = Field(110, gt=0, description="CPU time for the same, not counting tesseract")
    memory_mib: int = Field(
        4096,
        ge=1024,
        description="address space of one guard process; twenty photographs laid on each other take over 3072",
    )
    pixels: int = Field(120_000_000, gt=0, description="pixels of one frame; a 600 dpi A3 scan has 70 million")
    pages: int = Field(2_000, gt=0, description="pages or frames taken from one file")
    file_bytes: int = Field(2 * 1024**3, gt=0, description="size of one file")
    archive_depth: int = Field(3, ge=1, description="archives within archives")
    archive_members: int = Field(20_000, gt=0, description="members of one archive")
    expansion_ratio: float = Field(200, gt=1, description="unpacked size over packed size of one archive")
    expanded_bytes: int = Field(8 * 1024**3, gt=0, description="unpacked size of one archive")
    metadata_bytes: int = Field(65_536, gt=0, description="JSON of one file's metadata; longer values are cut")


class Ocr(BaseModel):
    """How pages are read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: str = Field("eng", pattern=r"^[A-Za-z0-9_]+(\+[A-Za-z0-9_]+)*$", description="languages, joined by +")
    seconds: float = Field(90, gt=0, description="wall time of reading one page, in all directions that are tried")
    long_side: int = Field(3_600, gt=500, description="larger frames are reduced to this before reading, in pixels")


class Settings(BaseSettings):
    """All settings of one run."""

    model_config = SettingsConfigDict(env_prefix="DOCTORED_", env_nested_delimiter="__", extra="ignore", frozen=True)

    limits: Limits = Limits()
    ocr: Ocr = Ocr()
    jobs: int = Field(0, ge=0, description="guard processes; 0 is one for each core")
    render_dpi: int = Field(200, ge=72, le=600, description="resolution at which PDF pages are rendered")
    prior: float = Field(0.05, gt=0, lt=1, description="share of altered pages assumed before any evidence")
    settle_seconds: float = Field(
        20, ge=0, description="an entry of an inbox is taken when nothing in it changed so long"
    )
    allow_remote_prefect: bool = Field(False, description="permit a Prefect API that is not on loopback")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line over environment over the workspace's file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def n_jobs(self) -> int:
        """Guard processes in use."""
        return self.jobs or len(os.sched_getaffinity(0))

    def digest(self, *sections: str) -> str:
        """Hash of some sections, the `settings_hash` of results that depend on nothing else."""
        chosen = {name: self.model_dump(mode="json")[name] for name in sorted(sections)}
        return hashlib.sha256(json.dumps(chosen, sort_keys=True).encode()).hexdigest()[:16]


def load_settings(workspace: Path, overrides: dict[str, Any] | None = None) -> Settings:
    """Settings for a workspace. overrides: nested as in Settings; None values are dropped.

    Raises UsageError with the name of the wrong setting.
    """

    class WorkspaceSettings(Settings):
        model_config = SettingsConfigDict(toml_file=workspace / "settings.toml")

    try:
        loaded = WorkspaceSettings(**_without_none(overrides or {}))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"The setting {name} is wrong: {first['msg']}.") from error
    except ValueError as error:
        raise UsageError(f"{workspace / 'settings.toml'} cannot be read: {error}") from error
    return loaded


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    kept = {}
    for name, value in values.items():
        if isinstance(value, dict):
            value = _without_none(value) or None
        if value is not None:
            kept[name] = value
    return kept


@dataclass(frozen=True, slots=True)
class WorkspacePaths:
    """Where things lie in a workspace."""

    root: Path

    @property
    def database(self) -> Path:
        """The published database: what people open."""
        return self.root / "doctored.duckdb"

    @property
    def evidence(self) -> Path:
        return self.root / "evidence"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def live_database(self) -> Path:
        """The live database: opened by one process at a time, under the lock."""
        return self.state / "live.duckdb"

    @property
    def prefect_home(self) -> Path:
        return self.state / "prefect"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    def create(self) -> None:
        """Make the folders, private to the user."""
        for folder in (self.root, self.evidence, self.reports, self.state, self.cache):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def environment() -> dict[str, str]:
    """The process environment, for child processes."""
    return dict(os.environ)
