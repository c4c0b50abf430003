//! One line of JSON with a checksum, as a segment's lines have it, in a file of
//! its own.

use serde::Serialize;
use serde::de::DeserializeOwned;

const PREFIX: &[u8] = b"{\"crc\":\"";
const COVERED_FROM: usize = 18;

/// Encodes a value as `{"crc":"<8 hex>","<name>":…}` and a newline.
pub(crate) fn encode(name: &str, value: &impl Serialize) -> Vec<u8> {
    let body = serde_json::to_string(value).expect("a plain struct is always JSON");
    let covered = format!("\"{name}\":{body}}}");
    let crc = crc32c::crc32c(covered.as_bytes());
    format!("{{\"crc\":\"{crc:08x}\",{covered}\n").into_bytes()
}

/// Reads what [`encode`] wrote; `None` when any byte of it was altered.
pub(crate) fn decode<T: DeserializeOwned>(name: &str, bytes: &[u8]) -> Option<T> {
    let line = bytes.strip_suffix(b"\n")?;
    let covered = line.get(COVERED_FROM..)?;
    let crc = format!("{:08x}\",", crc32c::crc32c(covered));
    if !line.starts_with(PREFIX) || &line[PREFIX.len()..COVERED_FROM] != crc.as_bytes() {
        return None;
    }
    let body = covered
        .strip_prefix(format!("\"{name}\":").as_bytes())?
        .strip_suffix(b"}")?;
    serde_json::from_slice(body).ok()
}

/// Hashes as 64 hex digits.
pub(crate) mod hash {
    use quarterday_proto::record::Hash;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(hash: &Hash, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(hash))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Hash, D::Error> {
        let text = String::deserialize(from)?;
        let mut hash = [0; 32];
        hex::decode_to_slice(&text, &mut hash).map_err(serde::de::Error::custom)?;
        Ok(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flip_of_any_byte_is_seen() {
        let bytes = encode("seal", &vec![1, 2, 3]);
        assert_eq!(decode::<Vec<u32>>("seal", &bytes), Some(vec![1, 2, 3]));
        for at in 0..bytes.len() {
            for mask in [1, 0x20, 0x80] {
                let mut altered = bytes.clone();
                altered[at] ^= mask;
                assert_eq!(decode::<Vec<u32>>("seal", &altered), None, "byte {at}");
            }
        }
    }
}
