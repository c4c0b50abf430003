//! A time of day as the clocks of a council show it.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Time;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::IdError;

/// Hours and minutes, `16:30`: nobody notes the seconds of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(Time);

impl TimeOfDay {
    /// The time, with no seconds.
    pub fn time(self) -> Time {
        self.0
    }
}

impl FromStr for TimeOfDay {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let part = |range: std::ops::Range<usize>| -> Option<i8> {
            let digits = text.get(range)?;
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse().ok()).flatten()
        };
        let colon = text.len() == 5 && text.as_bytes().get(2) == Some(&b':');
        let parts = part(0..2).zip(part(3..5)).filter(|_| colon);
        parts
            .and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok())
            .map(Self)
            .ok_or_else(|| IdError {
                kind: "time",
                expected: "hours and minutes, such as 16:30",
                text: text.chars().take(40).collect(),
            })
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for TimeOfDay {
    fn schema_name() -> Cow<'static, str> {
        "TimeOfDay".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A time of day as the clocks of the council show it.",
            "type": "string",
            "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_and_minutes_are_read_and_nothing_else() {
        for text in ["00:00", "09:05", "16:30", "23:59"] {
            assert_eq!(text.parse::<TimeOfDay>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "9:05",
            "24:00",
            "16:60",
            "16.30",
            "1630",
            "16:30:00",
            "+1:30",
            "4pm",
            "١٦:٣٠",
        ] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
    }
}
