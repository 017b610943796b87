"""An import as a plan: what a file adds, changes and leaves alone, worked out before anything is written."""

from db.intake.planner import plan
from db.intake.plans import Candidate, Entry, Outcome, Plan

__all__ = ["Candidate", "Entry", "Outcome", "Plan", "plan"]
