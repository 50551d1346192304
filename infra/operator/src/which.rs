//! Which stack a command is about. Pure, but for whether there is a local stack file.

use std::path::PathBuf;

use crate::environment::Environment;
use crate::exit::Misused;
use crate::options::Options;

/// Where `make up` writes its stack file, seen from the repository.
const LOCAL: &str = ".local/stack.json";

/// Which stack a command is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// One on AWS, by its name.
    Named(String),
    /// The one that this file describes: somebody named the file.
    File(PathBuf),
    /// The local one, if one is up: nobody named any.
    Local(PathBuf),
}

impl Which {
    /// What the command line says, else what the environment says, else the local stack. Two that
    /// the environment names are refused: a change must not reach the wrong one of them.
    pub fn of(options: &Options, environment: &Environment) -> Result<Self, Misused> {
        let which = match (&options.stack_name, &options.stack) {
            (Some(name), _) => Self::Named(name.clone()),
            (None, Some(file)) => Self::File(file.clone()),
            (None, None) => Self::of_environment(environment)?,
        };
        which.agrees_with(options)?;
        Ok(which)
    }

    fn of_environment(environment: &Environment) -> Result<Self, Misused> {
        match (&environment.stack_name, &environment.stack) {
            (Some(_), Some(_)) => Err(Misused(
                "TIDEWAITER_STACK and TIDEWAITER_STACK_NAME name a stack each: unset one of them, or \
                 say --stack FILE or --stack-name NAME"
                    .to_owned(),
            )),
            (Some(name), None) => Ok(Self::Named(name.clone())),
            (None, Some(file)) => Ok(Self::File(file.clone())),
            (None, None) => Ok(Self::Local(PathBuf::from(LOCAL))),
        }
    }

    /// A profile or a region is meant for AWS: whoever gives one does not mean the local stack.
    fn agrees_with(&self, options: &Options) -> Result<(), Misused> {
        let of_aws = options.profile.is_some() || options.region.is_some();
        match self {
            Self::Named(_) => Ok(()),
            Self::File(_) | Self::Local(_) if !of_aws => Ok(()),
            Self::File(_) | Self::Local(_) => Err(Misused(
                "--profile and --region are for a stack on AWS: name it with --stack-name NAME"
                    .to_owned(),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(stack_name: Option<&str>, stack: Option<&str>) -> Options {
        let stack_name = stack_name.map(str::to_owned);
        Options { stack_name, stack: stack.map(PathBuf::from), ..Options::default() }
    }

    fn environment(stack_name: Option<&str>, stack: Option<&str>) -> Environment {
        let stack_name = stack_name.map(str::to_owned);
        Environment { stack_name, stack: stack.map(PathBuf::from), user: None }
    }

    #[test]
    fn the_command_line_wins_over_the_environment() {
        let both = environment(Some("production"), Some("e.json"));
        for (options, expected) in [
            (options(Some("staging"), None), Which::Named("staging".to_owned())),
            (options(None, Some("o.json")), Which::File("o.json".into())),
        ] {
            assert!(matches!(Which::of(&options, &both), Ok(which) if which == expected));
        }
    }

    #[test]
    fn without_a_word_the_local_stack_is_meant() {
        let none = options(None, None);
        for (environment, expected) in [
            (environment(None, None), Which::Local(LOCAL.into())),
            (environment(Some("production"), None), Which::Named("production".to_owned())),
            (environment(None, Some("e.json")), Which::File("e.json".into())),
        ] {
            assert!(matches!(Which::of(&none, &environment), Ok(which) if which == expected));
        }
    }

    #[test]
    fn an_environment_that_names_two_stacks_is_refused() {
        let both = environment(Some("production"), Some("e.json"));
        let refused = Which::of(&options(None, None), &both).expect_err("two stacks");
        assert!(refused.0.contains("unset one"), "{refused}");
    }

    #[test]
    fn a_profile_is_never_given_to_a_local_stack() {
        let profile = Some("production".to_owned());
        let local = Options { profile: profile.clone(), ..Options::default() };
        let refused = Which::of(&local, &Environment::default()).expect_err("no stack on AWS");
        assert!(refused.0.contains("--stack-name"), "{refused}");
        let named = Options { profile, ..options(Some("tidewaiter"), None) };
        assert!(matches!(Which::of(&named, &Environment::default()), Ok(Which::Named(_))));
    }
}
