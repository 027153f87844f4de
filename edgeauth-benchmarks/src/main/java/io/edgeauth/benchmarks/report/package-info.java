/**
 * Makes tables of kept results, so that no figure is copied by hand. Entry type: {@link
 * io.edgeauth.benchmarks.report.Report}, which reads the JSON files of JMH ({@code Results}) and
 * sets each subject against its yardstick ({@code Ratio}).
 */
@NullMarked
package io.edgeauth.benchmarks.report;

import org.jspecify.annotations.NullMarked;
