//! A version of a scheme in the state: kept as data, compiled when read.

use std::sync::Arc;

use quarterday_proto::scheme::Scheme;
use serde::{Deserialize, Serialize};

use crate::scheme::{CompiledScheme, load};

/// A version and the place that it was adopted at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Kept", try_from = "Kept")]
pub(crate) struct SchemeVersion {
    pub(crate) compiled: Arc<CompiledScheme>,
    pub(crate) place: u64,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    scheme: Scheme,
    place: u64,
}

impl From<SchemeVersion> for Kept {
    fn from(version: SchemeVersion) -> Self {
        Self { scheme: version.compiled.source.clone(), place: version.place }
    }
}

impl TryFrom<Kept> for SchemeVersion {
    type Error = String;

    fn try_from(kept: Kept) -> Result<Self, String> {
        let compiled = load(kept.scheme).map_err(|rejection| rejection.to_string())?;
        Ok(Self { compiled: Arc::new(compiled), place: kept.place })
    }
}
