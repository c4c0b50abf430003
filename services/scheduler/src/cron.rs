//! Cron expressions, on civil time: when a rule of the clock is due next.
