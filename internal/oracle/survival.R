# Reads data sets (set, group, stratum, late, tau, entry, time, cause) from a CSV
# file, and writes what R makes of them: one line for each figure, with its kind and
# its key. NA is what R has no figure for.
suppressPackageStartupMessages({ library(survival); library(cmprsk); library(km.ci) })
args <- commandArgs(trailingOnly = TRUE)
data <- read.csv(args[1])
out <- file(args[2], "w")
copies <- as.integer(args[3])
say <- function(kind, key, value) {
  if (length(value) > 0)
    writeLines(paste(kind, key, ifelse(is.na(value), "NA", sprintf("%.17g", as.numeric(value))), sep = ","), out)
}

curve <- function(key, g, late) {
  surv <- if (late) Surv(g$entry, g$time, g$cause > 0) else Surv(g$time, g$cause > 0)
  for (ci in c("log-log", "log", "plain")) {
    fit <- survfit(surv ~ 1, conf.type = ci)
    at <- sprintf("%s/%.3f", key, fit$time)
    say(paste("limits", ci), paste0(at, "/lower"), fit$lower)
    say(paste("limits", ci), paste0(at, "/upper"), fit$upper)
    if (ci != "log-log") next
    say("curve", paste0(at, "/n"), fit$n.risk)
    say("curve", paste0(at, "/d"), fit$n.event)
    say("curve", paste0(at, "/S"), fit$surv)
    say("curve", paste0(at, "/SE"), fit$surv * fit$std.err)
    say("hazard", paste0(at, "/H"), fit$cumhaz)
    say("hazard", paste0(at, "/SE"), fit$std.chaz)
    q <- quantile(fit, c(.25, .5, .75))
    say("quantiles", sprintf("%s/%s", key, c(25, 50, 75)), q$quantile)
    # quantile() reads limits that rise again by size; the first crossing is ours.
    falls <- function(y) { y <- y[!is.na(y)]; all(diff(y) <= 0) }
    if (falls(fit$lower)) say("quantiles", sprintf("%s/%s/lower", key, c(25, 50, 75)), q$lower)
    if (falls(fit$upper)) say("quantiles", sprintf("%s/%s/upper", key, c(25, 50, 75)), q$upper)
    m <- survival:::survmean(fit, rmean = g$tau[1])$matrix
    say("restricted mean", paste0(key, c("/mean", "/SE")), m[c("rmean", "se(rmean)")])
  }
}

# km.ci reads its critical values from printed tables, and interpolates between four
# of them by weights of its own, so its bands are compared roughly. On the scale
# log(-log S) a band's distance from the curve is in proportion to the critical value:
# the distance by that at the first time is compared exactly.
bands <- function(key, g) {
  fit <- survfit(Surv(g$time, g$cause > 0) ~ 1)
  v <- nrow(g) * fit$std.err^2
  for (kind in c("ep", "hw")) {
    within <- fit$n.event > 0 & fit$n.risk > fit$n.event & cumsum(fit$n.event) >= c(ep = 3, hw = 1)[kind]
    at <- paste0(key, "/", kind)
    say("bands exact", paste0(at, "/points"), sum(within))
    if (!any(within)) next
    ends <- range(which(within))
    place <- v[ends] / (1 + v[ends])
    say("bands exact", paste0(at, c("/from", "/to")), fit$time[ends])
    say("bands exact", paste0(at, c("/low", "/high")), place)
    # Beyond its table of equal precision, or where its weights go furthest astray.
    if (place[1] < .02 || place[2] < .25 || place[2] > .98) next
    b <- tryCatch(km.ci(fit, tl = fit$time[ends[1]], tu = fit$time[ends[2]], method = c(ep = "logep", hw = "loghall")[kind]), error = function(e) NULL)
    if (is.null(b) || anyNA(b$lower)) next # the table has a gap there
    b <- data.frame(time = b$time, surv = b$surv, lower = b$lower, upper = b$upper)[b$n.event > 0, ]
    at <- sprintf("%s/%.3f", at, b$time)
    say("bands", paste0(at, "/lower"), b$lower)
    say("bands", paste0(at, "/upper"), b$upper)
    distance <- log(log(b$lower) / log(b$surv))
    say("bands exact", paste0(at, "/lower"), distance / distance[1])
    say("bands exact", paste0(at, "/upper"), -log(log(b$upper) / log(b$surv)) / distance[1])
  }
}

# The tables of Klein and Moeschberger, without two misprints: 2.7582 for 2.7852, and
# 1.3539 for 1.3537. That of equal precision has an approximation for long stretches,
# which is compared where it is close.
printed <- function() for (kind in c("ep", "hw")) {
  table <- list(ep = critical.value.nair.95, hw = critical.value.hall.95)[[kind]]
  for (i in seq_len(nrow(table))) for (j in seq_len(ncol(table))) {
    to <- .08 + .02 * i
    from <- .02 * j - c(ep = 0, hw = .02)[kind]
    misprint <- sprintf("%.2f/%.2f", from, to) == c(ep = "0.24/0.68", hw = "0.18/0.76")[kind]
    if (is.na(table[i, j]) || misprint || kind == "ep" && log(to * (1 - from) / (from * (1 - to))) < .8) next
    say(paste("critical values", kind), sprintf("%.2f/%.2f", from, to), table[i, j])
  }
}

incidence <- function(key, g, late) {
  if (!any(g$cause > 0)) return()
  g$state <- factor(g$cause, 0:3, c("censored", "1", "2", "3"))
  g$id <- seq_len(nrow(g))
  g <<- g # residuals() evaluates the call again, and looks for its data there
  fit <- if (late) survfit(Surv(entry, time, state) ~ 1, data = g, id = id, conf.type = "log-log")
         else survfit(Surv(time, state) ~ 1, data = g, conf.type = "log-log")
  for (k in 1:3) {
    col <- match(as.character(k), fit$states)
    at <- sprintf("%s/%.3f/%d", key, fit$time, k)
    say("incidence", paste0(at, "/F"), fit$pstate[, col])
    # With late entry R takes another variance, the infinitesimal jackknife's.
    if (late) next
    say("incidence", paste0(at, "/SE"), fit$std.err[, col])
    sure <- fit$pstate[, col] > 1 - 1e-12 # 1 but for rounding, which has no limits
    say("incidence limits", paste0(at, "/lower"), ifelse(sure, NA, fit$lower[, col]))
    say("incidence limits", paste0(at, "/upper"), ifelse(sure, NA, fit$upper[, col]))
  }
  if (g$tau[1] >= min(fit$time)) { # else R refuses
    m <- summary(fit, rmean = g$tau[1])$table
    say("restricted time", sprintf("%s/%d/mean", key, 1:3), m[as.character(1:3), "rmean"])
    r <- if (!late) residuals(fit, times = g$tau[1], type = "auc") # each observation's influence
    if (is.matrix(r)) say("restricted time", sprintf("%s/%d/SE", key, 1:3), sqrt(colSums(r^2))[match(1:3, fit$states)])
  }
  if (late) return()
  # cmprsk takes another variance, which comes close to ours for many observations
  # without ties: so it is given copies, each a little later than the one before.
  copy <- rep(seq_len(copies) - 1, each = nrow(g))
  other <- cuminc(rep(g$time, copies) + copy / 4096, rep(g$cause, copies))
  for (k in sort(unique(g$cause[g$cause > 0]))) {
    times <- sort(unique(g$time))
    p <- timepoints(other[paste("1", k)], times + (copies - 1) / 4096) # with the last copy
    at <- sprintf("%s/%.3f/%d", key, times, k)
    say("cmprsk incidence", at, p$est[1, ])
    # Where all have ended there is nothing left to vary, but for the other variance.
    say("cmprsk variance", at[times < max(times)], p$var[1, times < max(times)])
  }
}

tests <- function(key, d) {
  for (ends in list(1:3, 1, 2)) for (rho in 0:1) for (strata in c(FALSE, TRUE)) {
    event <- d$cause %in% ends
    if (strata && length(unique(d$stratum)) < 2) next
    f <- if (strata) Surv(time, event) ~ group + strata(stratum) else Surv(time, event) ~ group
    at <- sprintf("%s/%s/%d/%s", key, paste(ends, collapse = ""), rho, strata)
    t <- tryCatch(survdiff(f, data = d, rho = rho), error = function(e) NULL)
    if (is.null(t)) next
    e <- if (is.matrix(t$exp)) rowSums(t$exp) else t$exp
    o <- if (is.matrix(t$obs)) rowSums(t$obs) else t$obs
    if (sum(e > 0) < 2) next
    say("tests", paste0(at, "/chi2"), t$chisq)
    say("tests", paste0(at, "/p"), pchisq(t$chisq, sum(e > 0) - 1, lower.tail = FALSE))
    say("tests", paste0(at, "/E/", sort(unique(d$group))), e)
    say("tests", paste0(at, "/O/", sort(unique(d$group))), o)
  }
}

# survdiff knows no late entry, but the score test of a proportional hazards model
# with exact ties is the log-rank test. It goes through all ways to choose those who
# end at one time, so it is asked where there are few.
late_tests <- function(key, d) for (strata in c(FALSE, TRUE)) {
  if (max(table(d$time[d$cause > 0])) > 2) next
  if (strata && length(unique(d$stratum)) < 2) next
  f <- if (strata) Surv(entry, time, cause > 0) ~ factor(group) + strata(stratum)
       else Surv(entry, time, cause > 0) ~ factor(group)
  t <- tryCatch(suppressWarnings(coxph(f, data = d, ties = "exact")), error = function(e) NULL)
  if (!is.null(t$score) && !anyNA(coef(t)))
    say("tests with late entry", sprintf("%s/123/0/%s/chi2", key, strata), t$score)
}

gray <- function(key, d) for (rho in 0:1) {
  t <- cuminc(d$time, d$cause, d$group, rho = rho)$Tests
  stat <- t[, "stat"]
  stat[stat == -1] <- NA # what it says of groups that cannot all be compared
  say("cmprsk test of Gray", sprintf("%s/%s/%d", key, rownames(t), rho), stat)
}

printed()
for (set in split(data, data$set)) {
  late <- set$late[1] == 1
  for (g in split(set, set$group)) {
    key <- sprintf("%d/%d", g$set[1], g$group[1])
    curve(key, g, late)
    if (!late) bands(key, g)
    incidence(key, g, late)
  }
  if (length(unique(set$group)) < 2) next
  if (late) {
    if (any(set$cause > 0)) late_tests(set$set[1], set)
  } else {
    tests(set$set[1], set)
    if (any(set$cause > 0)) gray(set$set[1], set)
  }
}
close(out)
