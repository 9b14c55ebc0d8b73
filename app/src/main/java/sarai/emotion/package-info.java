/// How the user seems to feel, and how the answer should sound: emotion of texts, fused with that
/// of the voice, its memory over turns, tone instructions, and the fixed path for crisis words.
@NullMarked
package sarai.emotion;

import org.jspecify.annotations.NullMarked;
