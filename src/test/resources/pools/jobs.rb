# Sidekiq without any job.
require "sidekiq"
