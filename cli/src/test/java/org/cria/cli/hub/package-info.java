/** Tests of models of the hub on the command line. */
@NullMarked
package org.cria.cli.hub;

import org.jspecify.annotations.NullMarked;
