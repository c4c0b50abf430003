//! Settings under which people would not be reminded.

use super::{remind, waiting};
use crate::harness::*;

#[test]
fn settings_under_which_nobody_is_told_are_refused() {
    let given = waiting();
    let team = |email: &'static str| {
        remind(move |settings| settings.performance_team = Some(email.to_owned()))
    };
    given
        .when(remind(|settings| settings.daily_cap = Some(0)))
        .refused("QD0130");
    given
        .when(remind(|settings| settings.daily_cap = Some(1)))
        .then(&["council.configured"]);
    let unknown = given.when(team("nobody@a.example")).refused("QD0009");
    assert!(unknown.detail.contains("performance_team"), "{unknown}");
    given
        .when(team(" Chief@A.example "))
        .then(&["council.configured"]);
    let left = given.and(import(&[
        "email,post,to\nchief@a.example,Director,2020-10-04\n",
    ]));
    left.when(team("chief@a.example")).refused("QD0101");
}
