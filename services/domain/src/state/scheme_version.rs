//! A version of a scheme in the state: kept as data, compiled when read.

use std::sync::Arc;

use quarterday_proto::id::SchemeId;
use quarterday_proto::scheme::Scheme;
use serde::{Deserialize, Serialize};

use crate::scheme::{CompiledScheme, load};

/// A version and the place that it was adopted at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Kept", try_from = "Kept")]
pub(crate) struct SchemeVersion {
    /// Id of the scheme over all its versions.
    pub(crate) id: SchemeId,
    pub(crate) compiled: Arc<CompiledScheme>,
    pub(crate) place: u64,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    id: SchemeId,
    scheme: Scheme,
    place: u64,
}

impl From<SchemeVersion> for Kept {
    fn from(version: SchemeVersion) -> Self {
        Self {
            id: version.id,
            scheme: version.compiled.source.clone(),
            place: version.place,
        }
    }
}

impl TryFrom<Kept> for SchemeVersion {
    type Error = String;

    fn try_from(kept: Kept) -> Result<Self, String> {
        let compiled = load(kept.scheme).map_err(|rejection| rejection.to_string())?;
        Ok(Self {
            id: kept.id,
            compiled: Arc::new(compiled),
            place: kept.place,
        })
    }
}
