//! The layers that some goods bear.

use serde::Deserialize;

use super::rate::Rate;

/// The list of the section 301 action that goods are on; it weighs on goods from China only.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum China301 {
    /// 25%, machinery and electronics.
    List1,
    /// 25%, consumer and industrial goods.
    List3,
    /// 7.5%, apparel, footwear and much else.
    List4a,
}

/// The metal for which section 232 weighs on goods from everywhere.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metal {
    /// Steel and what is made of it.
    Steel,
    /// Aluminium and what is made of it.
    Aluminium,
}

/// A layer of duty and the heading it is due under.
pub type Layer = (Rate, &'static str);

impl China301 {
    /// What is due.
    pub fn layer(self) -> Layer {
        match self {
            Self::List1 => (Rate::of_basis_points(2500), "9903.88.01"),
            Self::List3 => (Rate::of_basis_points(2500), "9903.88.03"),
            Self::List4a => (Rate::of_basis_points(750), "9903.88.15"),
        }
    }
}

impl Metal {
    /// What is due.
    pub fn layer(self) -> Layer {
        match self {
            Self::Steel => (Rate::of_basis_points(5000), "9903.81.87"),
            Self::Aluminium => (Rate::of_basis_points(5000), "9903.85.02"),
        }
    }
}
