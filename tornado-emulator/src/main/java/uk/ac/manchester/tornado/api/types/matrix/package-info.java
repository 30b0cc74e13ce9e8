/** TornadoVM's API: matrices in device memory, row by row. */
@NullMarked
package uk.ac.manchester.tornado.api.types.matrix;

import org.jspecify.annotations.NullMarked;
