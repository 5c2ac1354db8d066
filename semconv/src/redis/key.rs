//! How keys are shown.
