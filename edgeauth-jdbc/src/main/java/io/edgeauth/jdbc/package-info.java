/**
 * API keys in a database, for several instances that share them. {@link
 * io.edgeauth.jdbc.JdbcApiKeys} is where to begin.
 *
 * <p>A request that finds its key in no cache asks one indexed query. Who changes keys does so in a
 * transaction that first counts up the one row of revisions, so that changes happen one after
 * another on whatever instance; the others look at that row every second and forget what has
 * changed.
 */
@NullMarked
package io.edgeauth.jdbc;

import org.jspecify.annotations.NullMarked;
