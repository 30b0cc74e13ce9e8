/** What a chat template is given on the command line: variables in JSON. */
@NullMarked
package org.cria.cli.template;

import org.jspecify.annotations.NullMarked;
