"""Estimate, contrast and the smallest difference that matters become a sentence."""

from backstride.verdict.answers import answer_claims, answer_diary, model_terms

__all__ = ["answer_claims", "answer_diary", "model_terms"]
