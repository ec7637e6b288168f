# A market in Sinatra: the sessions of rack in memory, methods that are made at run time, caches.
require 'sinatra/base'
require 'rack/session/pool'
require 'json'
require 'erb'
require 'set'

class Market < Sinatra::Base
  set :environment, :production
  set :logging, false
  disable :protection
  use Rack::Session::Pool, expire_after: 1_209_600

  OFFERS = []
  SEEN = Set.new
  CACHE = {}
  ROWS = ERB.new('<% rows.each do |r| %><li><%= r %></li><% end %>')

  get('/ok') { 'ok' }
  get('/page') { rows = (0..rand(80)).map { rand }; ROWS.result(binding) }
  get('/json') { JSON.generate((0..rand(90)).map { { a: rand, b: 'x' * rand(30) } }) }
  get('/visit') { session[:basket] = (0..40).map { rand }; 'ok' }
  get('/offer') { OFFERS << { at: Time.now, text: 'o' * 2000, tags: [rand.to_s] } && 'ok' }
  get('/big') { OFFERS << 'b' * 30_000 && 'ok' }
  get('/seen') { SEEN << rand.to_s && 'ok' }
  get('/method') { self.class.define_method("m#{rand(1_000_000_000)}") { 'x' * 500 } && 'ok' }
  get('/cached') { CACHE[rand(Integer(params['keys'] || 300))] ||= 'c' * 12_000; 'ok' }
end

run Market
