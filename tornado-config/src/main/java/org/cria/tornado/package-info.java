/** Where TornadoVM's SDK is, whether it fits, and how a JVM is started with it. Knows files and names, and none of its classes. */
@NullMarked
package org.cria.tornado;

import org.jspecify.annotations.NullMarked;
