/** The one way to the database: statements, connections and what goes with them. */
@NullMarked
package io.ordergate.support.database;

import org.jspecify.annotations.NullMarked;
