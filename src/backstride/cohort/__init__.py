"""Many runners: the steps of one, mapped over the parts of a cohort and added up."""

from backstride.cohort.report import CohortReport, report_cohort

__all__ = ["CohortReport", "report_cohort"]
