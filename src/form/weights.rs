//! What the features of [`super::features`] weigh: `data/form-weights.csv`, learned by `tools/learn_forms.py` from labelled
//! pages. A logistic regression a question; its sums are log-odds.

use std::collections::BTreeSet;

/// A question that is answered by adding weights up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// Of the only password field: is it for a new password, rather than the present one?
    NewAlone,
    /// The same of one among several.
    NewAmong,
    /// Of a text field: does it name the account?
    Identifier,
    /// Of a form that sets a password: is it a sign-up, rather than a change or reset?
    SignUp,
    /// Of a form without a password: is it the first page of a login?
    NameOnlyLogin,
    /// Of a form without a password: is it the first page of a sign-up?
    NameOnlySignUp,
    /// Of a form without a password: does it ask for a reset?
    NameOnlyReset,
}

/// `(model, feature, weight)`, sorted.
const WEIGHTS: &[(&str, &str, f32)] = include!(concat!(env!("OUT_DIR"), "/form_weights.rs"));

/// What is added to every sum.
const BIAS: &str = "bias";

impl Model {
    /// Its name in the table.
    const fn name(self) -> &'static str {
        match self {
            Self::NewAlone => "new-alone",
            Self::NewAmong => "new-among",
            Self::Identifier => "identifier",
            Self::SignUp => "sign-up",
            Self::NameOnlyLogin => "name-only-login",
            Self::NameOnlySignUp => "name-only-sign-up",
            Self::NameOnlyReset => "name-only-reset",
        }
    }

    /// The sum of the features' weights, in log-odds: above 0 is yes.
    pub fn sum(self, features: &BTreeSet<String>) -> f32 {
        let known = features.iter().filter_map(|feature| self.weight(feature));
        self.weight(BIAS).unwrap_or_default() + known.sum::<f32>()
    }

    /// The feature that speaks most for an answer.
    pub fn strongest(self, features: &BTreeSet<String>, yes: bool) -> Option<&str> {
        let sign = if yes { 1.0 } else { -1.0 };
        let known = features.iter().filter_map(|feature| Some((feature.as_str(), sign * self.weight(feature)?)));
        known.filter(|(_, weight)| *weight > 0.0).max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(feature, _)| feature)
    }

    fn weight(self, feature: &str) -> Option<f32> {
        let found = WEIGHTS.binary_search_by(|(model, known, _)| (*model, *known).cmp(&(self.name(), feature)));
        found.ok().map(|index| WEIGHTS[index].2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_of_a_model_and_every_model_has_a_bias() {
        let models = [
            Model::NewAlone,
            Model::NewAmong,
            Model::Identifier,
            Model::SignUp,
            Model::NameOnlyLogin,
            Model::NameOnlySignUp,
            Model::NameOnlyReset,
        ];
        for (name, feature, _) in WEIGHTS {
            assert!(models.iter().any(|model| model.name() == *name), "{name},{feature}");
        }
        for model in models {
            assert!(model.weight(BIAS).is_some(), "{model:?}");
        }
    }
}
