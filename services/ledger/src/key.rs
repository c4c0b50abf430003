//! Log keys.

/// Why a key or a signed note is not what it should be.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Malformed.
    #[error("malformed")]
    Malformed,
}
