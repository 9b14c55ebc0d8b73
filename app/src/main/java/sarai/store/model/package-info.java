/// The catalogue of models and the folder that holds their files.
@NullMarked
package sarai.store.model;

import org.jspecify.annotations.NullMarked;
