//! The mock server: a thin shell over state.
