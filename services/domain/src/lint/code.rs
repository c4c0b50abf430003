//! The codes of findings. `docs/linter.md` has a section for each; a test holds
//! the two against each other. A code is never used again for something else.

use quarterday_proto::lint::{Finding, FindingPlace, Severity};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal $name:literal $severity:ident),+ $(,)?) => {
        /// The stable code of a finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum LintCode {
            $($(#[$doc])* $variant),+
        }

        impl LintCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// For example `QL0001`.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// For example `percentage_disagrees_with_count`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// How much such a finding weighs.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }
        }
    };
}

codes! {
    /// A percentage is not what its count makes.
    PercentOfCount = "QL0001" "percentage_disagrees_with_count" Error,
    /// A count is not that of the position.
    CountOfPosition = "QL0002" "count_disagrees_with_position" Error,
    /// A percentage is not that of the position.
    PercentOfPosition = "QL0003" "percentage_disagrees_with_position" Error,
    /// A number in brackets is not the one in words before it.
    CountTwice = "QL0004" "number_said_twice" Error,
    /// Nothing is said to be wrong where items are red or amber.
    NoneBesideBehind = "QL0005" "none_beside_reds_or_ambers" Error,
    /// The text says on hold or slipped of what is shown on track.
    HoldShownOnTrack = "QL0006" "on_hold_shown_on_track" Error,
    /// The section on risk says none, and another paragraph states one.
    NoneBesideRisk = "QL0007" "none_beside_stated_risk" Error,
    /// A field that is always filled in is blank.
    FieldBlank = "QL0008" "field_left_blank" Error,
    /// A text is a lone letter.
    StrayText = "QL0009" "stray_text" Error,
    /// Percentages have different numbers of decimals.
    MixedDecimals = "QL0010" "mixed_decimals" Warning,
    /// Commentary is that of the quarter before, word for word.
    CommentaryUnchanged = "QL0011" "commentary_unchanged" Warning,
    /// A text belongs under another heading.
    OtherHeading = "QL0012" "text_of_another_heading" Warning,
    /// A plan is named in two ways.
    PlanTwoNames = "QL0013" "plan_named_in_two_ways" Warning,
    /// A body is named in two ways.
    BodyTwoNames = "QL0014" "body_named_in_two_ways" Warning,
    /// A risk is named in two ways.
    RiskTwoNames = "QL0015" "risk_named_in_two_ways" Warning,
    /// What happened is dated outside of the period.
    OutsidePeriod = "QL0016" "dated_outside_period" Warning,
    /// One thing is given two dates.
    TwoDates = "QL0017" "two_dates_for_one_thing" Warning,
    /// An amber has no cause from outside.
    AmberWithoutCause = "QL0018" "amber_without_outside_cause" Warning,
}

/// What is found, without its place.
pub(super) struct Found {
    pub(super) code: LintCode,
    pub(super) problem: String,
    pub(super) says: String,
    pub(super) against: String,
    pub(super) remedy: String,
}

impl Found {
    /// The finding at a place.
    pub(super) fn at(self, place: FindingPlace) -> Finding {
        Finding {
            code: self.code.code().to_owned(),
            name: self.code.name().to_owned(),
            severity: self.code.severity(),
            place,
            problem: self.problem,
            says: self.says,
            against: self.against,
            remedy: self.remedy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LintCode;

    #[test]
    fn every_code_has_its_section_in_the_documentation() {
        let page = include_str!("../../../../docs/linter.md");
        for code in LintCode::ALL {
            let heading = format!("## {} {}", code.code(), code.name());
            assert!(page.contains(&heading), "docs/linter.md lacks `{heading}`");
        }
    }

    #[test]
    fn codes_and_names_are_used_once() {
        for (index, code) in LintCode::ALL.iter().enumerate() {
            for other in &LintCode::ALL[index + 1..] {
                assert_ne!(code.code(), other.code());
                assert_ne!(code.name(), other.name());
            }
        }
    }
}
