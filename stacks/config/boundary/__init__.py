"""What an environment can name as a ceiling on its roles."""

from stacks.config.boundary.existing import ExistingBoundary
from stacks.config.boundary.made import BoundaryConfig

Boundary = BoundaryConfig | ExistingBoundary

__all__ = ["Boundary", "BoundaryConfig", "ExistingBoundary"]
