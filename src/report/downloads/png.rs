//! The charts as PNG: the SVG, painted on light ground with a font of relkit's own, so that every
//! machine gives the same picture.

use super::DownloadsReport;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The program was built without the feature
    #[error("this relkit was built without PNG")]
    NotBuilt,
    /// The picture would be larger than anything shows
    #[error("the picture would have {width} x {height} pixels")]
    TooLarge {
        /// Pixels across
        width: u32,
        /// Pixels down
        height: u32,
    },
    /// The SVG cannot be painted: a defect of relkit
    #[error("cannot paint the chart: {0}")]
    Paint(String),
}

impl PictureError {
    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotBuilt => Some("build it with the feature `png`, or take --format svg"),
            Self::TooLarge { .. } => Some("take fewer projects, or --format svg"),
            Self::Paint(_) => None,
        }
    }
}

/// The charts with `scale` pixels for each unit of the SVG; 2 is right for today's screens.
#[cfg(not(feature = "png"))]
pub fn png(_report: &DownloadsReport<'_>, _scale: f32) -> Result<Vec<u8>, PictureError> {
    Err(PictureError::NotBuilt)
}

/// The charts with `scale` pixels for each unit of the SVG; 2 is right for today's screens.
#[cfg(feature = "png")]
pub fn png(report: &DownloadsReport<'_>, scale: f32) -> Result<Vec<u8>, PictureError> {
    paint::png(&super::chart::light(report), scale)
}

#[cfg(feature = "png")]
mod paint {
    use std::sync::Arc;

    use resvg::{tiny_skia, usvg};

    use super::PictureError;

    /// Pixels at most: four bytes each stand in memory.
    const MOST: u64 = 40_000_000;

    pub(super) fn png(svg: &str, scale: f32) -> Result<Vec<u8>, PictureError> {
        let fail = |why: String| PictureError::Paint(why);
        let mut fonts = usvg::fontdb::Database::new();
        fonts.load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
        let family = fonts.faces().next().and_then(|face| face.families.first());
        let family = family.map(|(name, _)| name.clone()).unwrap_or_default();
        fonts.set_sans_serif_family(&family);
        let options = usvg::Options {
            font_family: family,
            fontdb: Arc::new(fonts),
            ..usvg::Options::default()
        };
        let tree = usvg::Tree::from_str(svg, &options).map_err(|error| fail(error.to_string()))?;
        let scale = if scale.is_finite() { scale.clamp(0.5, 8.0) } else { 2.0 };
        let size = tree.size().to_int_size();
        let size = size.scale_by(scale).ok_or_else(|| fail("it has no size".to_owned()))?;
        let (width, height) = (size.width(), size.height());
        if u64::from(width) * u64::from(height) > MOST {
            return Err(PictureError::TooLarge { width, height });
        }
        let mut pixels = tiny_skia::Pixmap::new(width, height)
            .ok_or_else(|| fail("it has no size".to_owned()))?;
        let scaled = tiny_skia::Transform::from_scale(scale, scale);
        resvg::render(&tree, scaled, &mut pixels.as_mut());
        pixels.encode_png().map_err(|error| fail(error.to_string()))
    }
}
