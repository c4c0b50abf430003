//! Percentages as printed. Exact: whole numbers only, no floating point.

use quarterday_proto::scheme::Rounding;

/// The most decimals a percentage may have.
pub const DECIMALS_MAX: u8 = 4;

/// Each count as a percentage of the denominator, as printed, without the sign.
/// A trailing zero is dropped, so that `75.0` prints as `75` beside `16.7`.
/// Empty texts when the denominator is zero: there is no percentage of nothing.
pub fn percentages(
    counts: &[u32],
    denominator: u32,
    rounding: Rounding,
    decimals: u8,
) -> Vec<String> {
    if denominator == 0 {
        return counts.iter().map(|_| String::new()).collect();
    }
    let decimals = decimals.min(DECIMALS_MAX);
    let units = match rounding {
        Rounding::LargestRemainder => largest_remainder(counts, denominator, decimals),
        _ => counts
            .iter()
            .map(|count| round(*count, denominator, rounding, decimals))
            .collect(),
    };
    units
        .into_iter()
        .map(|unit| print(unit, decimals))
        .collect()
}

/// One count as a percentage, as printed. A single figure has no others to add
/// up with, so the largest remainder rounds it half up.
pub fn percentage(count: u32, denominator: u32, rounding: Rounding, decimals: u8) -> String {
    if denominator == 0 {
        return String::new();
    }
    let decimals = decimals.min(DECIMALS_MAX);
    print(round(count, denominator, rounding, decimals), decimals)
}

/// Hundredths of a percent and so on: the percentage in units of its last
/// decimal.
fn round(count: u32, denominator: u32, rounding: Rounding, decimals: u8) -> u128 {
    let numerator = u128::from(count) * 100 * 10_u128.pow(u32::from(decimals));
    let denominator = u128::from(denominator);
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    let up = match rounding {
        Rounding::Truncate => false,
        Rounding::HalfUp | Rounding::LargestRemainder => rest * 2 >= denominator,
        Rounding::HalfEven => rest * 2 > denominator || (rest * 2 == denominator && whole % 2 == 1),
    };
    whole + u128::from(up)
}

/// Parts of the denominator that add to what all of them together round to.
fn largest_remainder(counts: &[u32], denominator: u32, decimals: u8) -> Vec<u128> {
    let scale = 100 * 10_u128.pow(u32::from(decimals));
    let denominator = u128::from(denominator);
    let mut units: Vec<u128> = counts
        .iter()
        .map(|count| u128::from(*count) * scale / denominator)
        .collect();
    let total: u128 = counts.iter().map(|count| u128::from(*count)).sum();
    let target = (total * scale * 2 + denominator) / (denominator * 2);
    let mut order: Vec<usize> = (0..counts.len()).collect();
    // Stable: of equal remainders the part that is printed first is raised.
    order.sort_by_key(|index| std::cmp::Reverse(u128::from(counts[*index]) * scale % denominator));
    let mut missing = target.saturating_sub(units.iter().sum());
    for index in order {
        if missing == 0 {
            break;
        }
        units[index] += 1;
        missing -= 1;
    }
    units
}

fn print(units: u128, decimals: u8) -> String {
    let scale = 10_u128.pow(u32::from(decimals));
    let (whole, fraction) = (units / scale, units % scale);
    if fraction == 0 {
        return whole.to_string();
    }
    let fraction = format!("{fraction:0width$}", width = usize::from(decimals));
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_figures_come_out_as_printed() {
        let cases: &[(u32, u32, Rounding, u8, &str)] = &[
            (29, 30, Rounding::HalfUp, 0, "97"),
            (11, 12, Rounding::HalfUp, 0, "92"),
            (13, 14, Rounding::HalfUp, 0, "93"),
            (2, 12, Rounding::HalfUp, 1, "16.7"),
            (9, 12, Rounding::HalfUp, 1, "75"),
            (44, 49, Rounding::HalfUp, 0, "90"),
            (5, 49, Rounding::HalfUp, 0, "10"),
            (22, 24, Rounding::HalfUp, 2, "91.67"),
            (44, 64, Rounding::Truncate, 1, "68.7"),
            (42, 80, Rounding::HalfUp, 0, "53"),
            (42, 80, Rounding::HalfEven, 0, "52"),
            (14, 16, Rounding::HalfEven, 0, "88"),
            (1, 1000, Rounding::HalfUp, 0, "0"),
            (1, 8, Rounding::HalfUp, 3, "12.5"),
            (1, 10000, Rounding::HalfUp, 2, "0.01"),
            (0, 0, Rounding::HalfUp, 0, ""),
        ];
        for (count, denominator, rounding, decimals, printed) in cases {
            assert_eq!(
                percentage(*count, *denominator, *rounding, *decimals),
                *printed,
                "{count} of {denominator}"
            );
        }
    }

    #[test]
    fn parts_round_each_on_their_own_or_are_made_to_add_up() {
        let parts = |rounding| percentages(&[42, 38, 0], 80, rounding, 0);
        assert_eq!(parts(Rounding::HalfUp), ["53", "48", "0"]);
        assert_eq!(parts(Rounding::LargestRemainder), ["53", "47", "0"]);
        assert_eq!(
            percentages(&[14, 2], 16, Rounding::LargestRemainder, 0),
            ["88", "12"]
        );
    }

    proptest! {
        #[test]
        fn the_largest_remainder_adds_to_a_hundred(counts in prop::collection::vec(0_u32..500, 1..8), decimals in 0_u8..3) {
            let total: u32 = counts.iter().sum();
            prop_assume!(total > 0);
            let units = largest_remainder(&counts, total, decimals);
            prop_assert_eq!(units.iter().sum::<u128>(), 100 * 10_u128.pow(u32::from(decimals)));
        }

        #[test]
        fn rounding_is_never_off_by_more_than_half_a_unit(count in 0_u32..1000, more in 0_u32..1000, decimals in 0_u8..4) {
            let denominator = count + more;
            prop_assume!(denominator > 0);
            for rounding in [Rounding::HalfUp, Rounding::HalfEven] {
                let unit = round(count, denominator, rounding, decimals) as i128;
                let exact = i128::from(count) * 100 * 10_i128.pow(u32::from(decimals));
                let off = (unit * i128::from(denominator) - exact).abs();
                prop_assert!(off * 2 <= i128::from(denominator));
            }
        }
    }
}
